"""Reading documents and writing what was annotated: one file per format, streaming, honest about loss."""
