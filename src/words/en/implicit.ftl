flow = Implicit
tag = deprecated

usual = Usual
    .why = From 2012, when hardly a token endpoint could be called by a page of another origin, and
    not in every browser. The access token comes back in the address, where much can read it. Use
    the code flow with PKCE instead.

sends-the-browser = { $client } sends the browser to the authorization server
    .why = `response_type=token` asks for the token itself, without a code in between. So there is
    nothing to prove later: no secret, no verifier.

sends-token-in-the-address = The server sends the browser back with the `access_token` in the
    address
    .why = What comes after the # is sent neither to servers nor in `Referer`. But it stands in the
    browser’s history, any script and extension in the page can read it, and a redirect can carry it
    on to somebody else. The application cannot tell whether the token was issued to it: a stolen
    one can be slipped in.

browser-loads = The browser loads { $client }
    .why = The browser leaves out what comes after the #: the request has no trace of the answer.

gets-page-with-script = The browser gets a page with a script
    .why = The page has to run code to get at what comes after the #, because its server never sees
    that.

script-reads-the-address = The script of { $client } reads the address
    .why = The browser has kept the part after the #. The script takes it out, and so could any
    other script in this page.
