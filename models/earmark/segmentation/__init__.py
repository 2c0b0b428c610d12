"""The whole model of kind "instances" on a clip, in the order in which the app computes it."""
