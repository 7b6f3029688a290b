"""The ydelseskatalog: which services do we have and buy, at what price, and is there room?"""
