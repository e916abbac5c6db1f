"""What helps an editor: schemas, scaffolds, fixes, advice, and what a change does in the words of the content."""
