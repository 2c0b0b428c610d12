"""What things are called: canonical nouns, their plurals, synonyms and kinds."""
