"""The way of one answer: from a survey's file to a number on a page of the book, and back."""
