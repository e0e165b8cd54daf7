"""Types that leave the site with all that they need, and such as arrive: as a zip, as a list of fields, as shipped."""
