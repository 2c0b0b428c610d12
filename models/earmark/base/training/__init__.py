"""Training of the paper's model on Ref-AVS Bench, for whoever has the benchmark."""
