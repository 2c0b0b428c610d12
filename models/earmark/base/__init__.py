"""The paper's own model: Mask2Former with Swin-B, prompted by EEMC, in two readings."""
