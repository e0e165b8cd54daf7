"""签名图片: a picture of one's signature that one keeps, agrees to, and that papers show for approvals of one's own."""
