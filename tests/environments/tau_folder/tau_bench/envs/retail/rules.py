RULES = ["You are a customer service representative.", "Be kind."]
