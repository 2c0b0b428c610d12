"""Detectors that teach: what they see in photos becomes label lines.

A line: {"file", "width", "height", "instances": [{"box": [left, top, right, bottom] in 0..1,
"mask": COCO RLE at the photo's size or null, "names": [[label, score, teacher], ...] the best
first}]}. Their weights teach only; none goes into a bundle.
"""
