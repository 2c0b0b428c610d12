"""Earmark's model: EEMC (Ref-AVS, arXiv 2407.10957) small enough for a browser tab."""
