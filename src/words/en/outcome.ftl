# Why a run stops before its end.

page-has-no-form = The page of the authorization server has no form to go on with.

is-not-sent-back = The authorization server does not send the browser back: nothing goes to an
    address that it cannot trust.

is-sent-elsewhere = The browser was sent to another address, and the application waits in vain.

answer-lacks = There is no { $parameter } in the answer.

token-endpoint-answered = The token endpoint answered { $error }: { $description }

server-answered = The server answered { $error }: { $description }

api-answered = The API answered { $status }.

application-refuses = { $reason }

never-arrives = It never arrives, and nothing tells the receiver to expect it.

nobody-answers = Nobody answers at { $origin }.

no-answer-from-api = No answer comes from the API.

no-answer-from-server = No answer comes from the authorization server.

no-answer = No answer comes from there.

is-no-message = What arrives is no HTTP message.

is-sent-nowhere = The application sends the browser nowhere.
