"""The data factory: photos with masks and names, scenes with sound, true sentences."""
