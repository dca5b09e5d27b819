"""Keywords of the codebook against analysed text: which words are evidence for which code, and why.

``parse`` reads a keyword, ``plan`` a codebook, ``compile`` makes a matcher over a vocabulary, ``engine`` finds hits in
units, ``suggest`` makes suggestions of them. Nothing here loads an analyser.
"""
