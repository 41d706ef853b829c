# What a script still says in its own words.

told = { $title }
    .why = { $why }
