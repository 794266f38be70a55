"""Honours: choosing and praising those who shoulder responsibility, and faults that are tolerated.

Schemes with their quota, nominations on outcomes, the bodies that are asked, review level by level,
publicity, certificates and their revocation; verbs stand in `actions`. Tolerated faults (容错) are a
record apart, which only its own roles read. Nothing here counts how often anybody used the product.
"""
