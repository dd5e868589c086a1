"""`python run.py demo`: a small invented institute, for looking around and for the pictures of the README.

What there is stands as data in `data/`; each module fills in one part of it through the interfaces that everybody uses.
"""
