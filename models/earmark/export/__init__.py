"""From checkpoints to a bundle: five quantised ONNX graphs, the tokenizer and a manifest."""
