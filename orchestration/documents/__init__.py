"""What documents say of the project, made of the project: tables of marts, the picture of the layers, exposures.

``make reference`` writes all of it, and a test says when that was forgotten.
"""
