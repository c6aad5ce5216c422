"""The only package that imports spaCy: the pipeline that suggests spans, its training and its evaluation."""
