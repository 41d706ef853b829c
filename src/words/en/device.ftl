flow = Device authorization
short-title = Device

usual = Usual
    .why = For televisions, command lines and whatever else has no browser or no keyboard. The
    device shows a short code, and the person approves on a phone.

asks-for-codes = { $client } asks for a code to show
    .why = The television has no keyboard to type a password on, and no browser to be sent away in.
    It asks the server directly. As a public client it says only who it is and what it wants.

sends-codes = The authorization server sends a code for the person and one for the device
    .why = The `user_code` is short, for a person to type. The `device_code` is long and never
    shown: with it the television will fetch its tokens.

shows-user-code = { $client } shows the `user_code` and where to enter it
    .why = Whoever looks at the screen can take a phone, open the address and enter the code. The QR
    code holds both. Anybody who can talk a person into entering a code from another device gets
    that person’s access: that is the known weakness of this flow.

asks-first = { $client } asks whether the person has decided
    .why = The server cannot reach the television, so the television asks again and again, with its
    `device_code`. Between two polls it waits at least as many seconds as `interval` says.

is-pending = Not yet: `authorization_pending`
    .why = The person has not decided. This is an error only in name: the television waits and asks
    again.

asks-too-early = { $client } asks again too early
    .why = Somebody pressed “I have approved it” on the remote control, and the television asks at
    once. The interval is not over.

slows-down = Too fast: `slow_down`
    .why = The television has to wait 5 s longer between polls, from now on, for every poll.

opens-the-address = { $person } opens the address on a phone
    .why = The phone has a keyboard and the browser that the person uses anyway. It knows nothing of
    the television yet.

shows-sign-in-page = The authorization server shows its sign-in page
    .why = First of all the server wants to know who will decide.

asks-for-user-code = The authorization server asks for the `user_code`
    .why = The code says which of all waiting devices this person means.

asks-again = { $client } asks again
    .why = The television does not know what happens on the phone. It has waited at least the
    { $seconds } s that it was told to wait, and asks again.

enters-user-code = { $person } enters the `user_code`
    .why = Case and dashes do not matter. The alphabet has no vowels, so that no words come up by
    accident, and no digits.

enters-wrong-code = { $person } enters a wrong code
    .why = { enters-user-code.why }

no-device-waits = No device waits with this code
    .why = The form comes back. The server counts wrong codes, so that nobody can find a short code
    by trying.

asks-for-consent = The authorization server asks for consent
    .why = It shows the code again, the name of the client, what it asks for and for how long. The
    question is asked even if the code came with the address.

approves = { $person } approves
    .why = The page has shown the code, who asks, for what and for how long. If the code is not the
    one on the television, somebody else has started this.

denies = { $person } denies
    .why = { approves.why }

notes-decision = The authorization server notes the decision
    .why = The phone is done. The television will learn of it at its next poll.

asks-once-more = { $client } asks once more
    .why = By now it waits at least { $seconds } s after an answer before it asks again.

sends-access-token = The authorization server sends an `access_token`
    .why = The person has approved. The `device_code` is used up now.

is-denied = The person denied the request: `access_denied`
    .why = The television stops asking. The code is of no use any more.

has-expired = The code has expired: `expired_token`
    .why = The lifetime in `expires_in` was over before the television had fetched its tokens. It
    can start again with new codes.

nobody-answered = Nobody has answered on the phone, and the television gives up.
