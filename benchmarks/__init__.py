"""Figures against peers; never a gate."""
