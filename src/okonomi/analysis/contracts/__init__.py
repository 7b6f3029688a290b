"""Have we a contract on what we pay for, and do we pay what it says?"""
