"""转到新版本: records of earlier versions become records of the one in force, and back; asked for, never by itself."""
