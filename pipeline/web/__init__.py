"""The survey service: pages for respondents, organisers and subscribers, over the store of the pipeline."""
