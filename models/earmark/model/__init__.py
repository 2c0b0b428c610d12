"""EEMC, one module a graph: visual, audio and text encoder, cue fusion, mask decoder."""
