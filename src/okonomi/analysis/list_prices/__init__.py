"""What do published price lists say a day and an hour cost, and one hour more?"""
