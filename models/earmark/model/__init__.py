"""EEMC, one module a graph: visual encoder, audio encoder, text encoder, cue fusion, mask decoder."""
