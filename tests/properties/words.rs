//! What mutants are made of: names and values that mean something somewhere.

use oauth_flow_simulator::scenario::PASSWORD;

pub const METHODS: &[&str] = &[
    "GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE", "BREW", "post",
];

pub const CLIENT_IDS: &[&str] = &[
    "printshop",
    "photopage",
    "reportjob",
    "television",
    "oldphotopage",
    "deskapp",
    "backoffice",
    "nobody",
];

pub const PARAMETERS: &[&str] = &[
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "refresh_token",
    "device_code",
    "user_code",
    "username",
    "password",
    "decision",
    "csrf_token",
    "iss",
    "error",
];

pub const HEADERS: &[&str] = &[
    "content-type",
    "authorization",
    "cookie",
    "origin",
    "host",
    "x-forwarded-host",
    "referer",
];

pub const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "text/plain",
    "multipart/form-data",
    "",
    "/",
    ";",
    "application/x-www-form-urlencoded; charset=utf-16",
    "APPLICATION/X-WWW-FORM-URLENCODED",
];

pub const WORDS: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "null",
    "code",
    "token",
    "code token",
    "plain",
    "S256",
    "approve",
    "deny",
    "alice",
    "mallory",
    "picklock",
    PASSWORD,
    "photos.read",
    "photos.write",
    "reports.read",
    "photos.read reports.read",
    "\"\\",
    "a\u{0}b",
    "\r\nLocation: https://evil.example.com",
    "<script>",
    "\" autofocus x=\"",
    "https://evil.example.com/",
    "https://photos.example.com/callback",
    "https://photos.example.com/callback/../x",
    "https://photos.example.com/callback?a=b",
    "https://photos.example.com/callback#x",
    "https://photos.example.com.evil.example.com/callback",
    "https://shop.example.com/callback",
    "http://127.0.0.1:4711/callback?fixed=1",
    "http://127.0.0.1:x@evil.example.com/callback?fixed=1",
    "com.example.app:/callback",
    "http://localhost:1/callback?fixed=1",
    "https://back.example.com/cb?tenant=1",
    "é😀",
    "javascript:alert(1)",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "implicit",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "abcd-efgh",
    "18446744073709551616",
];

/// What makes another address of a registered one, though it begins alike.
pub const SUFFIXES: &[&str] = &[
    "/",
    "/../x",
    "?a=b",
    "#x",
    ".evil.example.com",
    "@evil",
    "%00",
    " ",
    ":1",
];

/// Values that a parameter can have in a request that is right, though not in every one.
pub const PLAUSIBLE: &[(&str, &[&str])] = &[
    ("response_type", &["code", "token"]),
    (
        "scope",
        &[
            "photos.read",
            "photos.write",
            "photos.read photos.write",
            "reports.read",
        ],
    ),
    ("client_id", CLIENT_IDS),
    ("code_challenge_method", &["plain", "S256"]),
    (
        "code_verifier",
        &["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"],
    ),
    ("decision", &["approve", "deny"]),
    ("username", &["alice", "mallory", "\" autofocus x=\""]),
    (
        "grant_type",
        &[
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
    ),
];
