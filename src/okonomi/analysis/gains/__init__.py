"""Are the gains there? Planned against realised: agreed → effective → seen in the postings."""
