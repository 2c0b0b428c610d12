"""What trained networks are worth, measured on photos that nothing learned from."""
