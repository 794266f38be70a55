"""Investment promotion: from the first meeting with a company to money paid in and a running plant.

Events, companies, leads, agreements and what became of them on the ground, third parties that
bring companies, the year's tasks and the score; verbs stand in `actions`. What a second person has
not verified is counted nowhere; what companies say is their secret, and only officers and leaders
at or above a place read it. Nothing here counts how often anybody used the product.
"""
