# What is told of a message, of a page and of checks where a flow has nothing of its own to say: it
# holds whatever the message carries and however it is answered.

metadata-request = Metadata request from { $sender } to { $receiver }
    .why = A server publishes where its endpoints are, what it offers and the keys of its
    signatures.

metadata-response = Metadata response from { $sender } to { $receiver }
    .why = { metadata-request.why }

authorization-request = Authorization request from { $sender } to { $receiver }
    .why = An authorization request says who asks, for what, and where the answer goes. It travels
    through the browser.

pushed-authorization-request = Pushed authorization request from { $sender } to { $receiver }
    .why = The application sends its authorization request to the server itself, and gets a name for
    it that travels through the browser instead.

pushed-authorization-response = Pushed authorization response from { $sender } to { $receiver }
    .why = { pushed-authorization-request.why }

authorization-response = Authorization response from { $sender } to { $receiver }
    .why = The answer to an authorization request travels back through the browser.

authorization-error-response = Authorization error response from { $sender } to { $receiver }
    .why = The answer to an authorization request is an error, which travels back through the
    browser.

page-request = Page request from { $sender } to { $receiver }
    .why = The browser asks for a page of the authorization server, or sends the form of one.

page-response = Page response from { $sender } to { $receiver }
    .why = The authorization server answers the browser with a page of its own.

registration-request = Registration request from { $sender } to { $receiver }
    .why = A client registers itself.

registration-response = Registration response from { $sender } to { $receiver }
    .why = { registration-request.why }

token-request = Token request from { $sender } to { $receiver }
    .why = A token request shows what entitles the sender to tokens: a code, a refresh token, a
    device code, or credentials of its own.

token-response = Token response from { $sender } to { $receiver }
    .why = The server sends the tokens that were asked for.

token-error-response = Token error response from { $sender } to { $receiver }
    .why = The server sends no tokens.

device-authorization-request = Device authorization request from { $sender } to { $receiver }
    .why = A device without a keyboard asks for a code that a person can enter elsewhere.

device-authorization-response = Device authorization response from { $sender } to { $receiver }
    .why = { device-authorization-request.why }

revocation-request = Revocation request from { $sender } to { $receiver }
    .why = A client says that it does not need a token any more.

revocation-response = Revocation response from { $sender } to { $receiver }
    .why = { revocation-request.why }

introspection-request = Introspection request from { $sender } to { $receiver }
    .why = An API asks the authorization server what a token is good for.

introspection-response = Introspection response from { $sender } to { $receiver }
    .why = { introspection-request.why }

resource-request = Resource request from { $sender } to { $receiver }
    .why = A call to the API shows an access token.

resource-response = Resource response from { $sender } to { $receiver }
    .why = The API answers the call.

error-response = Error response from { $sender } to { $receiver }
    .why = The request is refused.

access-token = Access token from { $sender } to { $receiver }
    .why = An access token says for whom, for what and until when it is good.

application-request = Request from { $sender } to { $receiver }
    .why = A message of the application, outside the protocol.

application-response = Response from { $sender } to { $receiver }
    .why = { application-request.why }

shows-sign-in-page = The authorization server shows its sign-in page
    .why = The server wants to know who is in front of the browser.

shows-consent-page = The authorization server shows its consent page
    .why = The server asks the person whether the application may have what it asks for.

asks-for-user-code = The authorization server asks for the `user_code`
    .why = The code says which of all waiting devices this person means.

notes-decision = The authorization server notes the decision
    .why = The device will learn of it at its next poll.

server-refuses = The authorization server refuses: `{ $error }`
    .why = What has to hold: { $statement }. What was seen: { $detail }

server-refuses-on-a-page = The authorization server refuses, on a page of its own
    .why = { server-refuses.why }

api-refuses = The API refuses: `{ $error }`
    .why = { server-refuses.why }

checks-message = { $receiver } checks the message
    .why = The checks are made in order, and the first that fails ends them.

nobody-answers = Nobody answers at { $origin }
    .why = No party of this run has the address to which the message is sent.
