"""clip's text and fields beside Loro's and Yrs's, in one run."""
