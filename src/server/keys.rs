//! The server's signing keys. They are printed here for everybody to read: they protect nothing.

use std::sync::OnceLock;

use crate::protocol::jose::rsassa::{self, PrivateNumbers};
use crate::protocol::jose::{SigningKey, es256};

/// The private scalar, for show only.
const PUBLISHED_SECRET: &[u8; 32] = b"published key, it protects none.";

/// The public point of that scalar.
const PUBLISHED_POINT: [&str; 2] = [
    "6IRsakGc8Ovy18-4QMnj3SAq1CYcCgmGlK3swiuRX38",
    "Qj4dxljkgcx6qbK6N2N6II95iSmGefb9IfeXrtk61bg",
];

/// The key with which every simulated server signs: ES256.
pub fn published_signing_key() -> SigningKey {
    let [x, y] = PUBLISHED_POINT.map(str::to_owned);
    es256::signing_key_of_pair(PUBLISHED_SECRET, x, y).expect("the constant is a scalar of P-256")
}

/// The RSA key of 2048 bits that
/// [RFC 7515 appendix A.2.1](https://www.rfc-editor.org/rfc/rfc7515.html#appendix-A.2.1) prints,
/// for show only.
pub const PUBLISHED_RSA_NUMBERS: PrivateNumbers = PrivateNumbers {
    n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0B\
        m4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z\
        5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aG\
        hyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    e: "AQAB",
    d: "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2N\
        XOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_\
        V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_j\
        Tj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
    primes: [
        "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_P\
         y5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
        "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeL\
         QeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
    ],
};

/// The key for clients that expect RS256, as OpenID Connect lets them.
pub fn published_rsa_signing_key() -> SigningKey {
    // That the numbers fit each other takes a while to see; every server has the same ones.
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        rsassa::rs256_signing_key(&PUBLISHED_RSA_NUMBERS).expect("the constants are a key of RSA")
    });
    key.clone()
}
