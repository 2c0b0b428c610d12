"""What objects are called: canonical nouns, their plurals, synonyms and kinds."""
