"""Training and evaluation of EEMC on prepared scenes."""
