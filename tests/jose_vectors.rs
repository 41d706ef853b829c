//! The examples that the specifications of JOSE, PKCE and DPoP print, made and verified here.

use oauth_flow_simulator::protocol::jose::es256::{self, ES256};
use oauth_flow_simulator::protocol::jose::hs256::{self, HS256};
use oauth_flow_simulator::protocol::jose::rsassa::{self, PS256, RS256};
use oauth_flow_simulator::protocol::jose::{
    self, Algorithm, DecodedJwt, Jwk, JwkError, JwkSet, JwsError, KeyMaterial,
};
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::server::keys::PUBLISHED_RSA_NUMBERS;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ALL: &[Algorithm] = &[ES256, RS256, PS256, HS256];

/// The payload of RFC 7515 appendix A.
const JOE: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19\
                   yb290Ijp0cnVlfQ";
/// The payload of RFC 7520 section 4.
const FRODO: &str = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW9\
                     1IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlc\
                     mXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";

fn key(json: &Value) -> JwkSet {
    JwkSet {
        keys: vec![Jwk::parse(json).expect("the key can be read")],
    }
}

fn rsa_key_of_rfc_7515() -> JwkSet {
    key(&json!({"kty": "RSA", "n": PUBLISHED_RSA_NUMBERS.n, "e": PUBLISHED_RSA_NUMBERS.e}))
}

#[track_caller]
fn verify(token: &str, keys: &JwkSet, algorithm: Algorithm) -> DecodedJwt {
    for other in ALL {
        let verdict = jose::verify(token, keys, &[*other]);
        if other.name == algorithm.name {
            assert!(verdict.is_ok(), "{verdict:?}");
        } else {
            assert_eq!(verdict, Err(JwsError::Algorithm), "{}", other.name);
        }
    }
    jose::verify(token, keys, ALL).expect("the signature is good")
}

/// Section 4 signs plain text: no token of ours, so its signature is verified by itself.
#[track_caller]
fn verifies_input(algorithm: Algorithm, key: &JwkSet, input: &str, signature: &str) {
    let material = &key.keys[0].material;
    let signature = jose::decode_bytes(signature).expect("it is base64url");
    assert!((algorithm.verify)(material, input.as_bytes(), &signature));
    assert!(!(algorithm.verify)(material, b"another input", &signature));
    for other in ALL.iter().filter(|other| other.name != algorithm.name) {
        assert!(
            !(other.verify)(material, input.as_bytes(), &signature),
            "{}",
            other.name
        );
    }
}

#[test]
fn rfc_7515_a_1_hs256() {
    let k =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let input = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE}");
    let signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let decoded = verify(
        &format!("{input}.{signature}"),
        &key(&json!({"kty": "oct", "k": k})),
        HS256,
    );
    assert_eq!(decoded.claims["exp"], 1_300_819_380);
    let secret = jose::decode_bytes(k).expect("it is base64url");
    let signing_key = hs256::signing_key(&secret).expect("any secret is a key");
    assert_eq!(
        jose::encode(signing_key.signature(input.as_bytes())),
        signature
    );
}

#[test]
fn rfc_7515_a_2_rs256() {
    let input = format!("eyJhbGciOiJSUzI1NiJ9.{JOE}");
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc\
                     _lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWz\
                     O75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-\
                     eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIh\
                     WkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let decoded = verify(
        &format!("{input}.{signature}"),
        &rsa_key_of_rfc_7515(),
        RS256,
    );
    assert_eq!(decoded.claims["iss"], "joe");
    let signing_key = rsassa::rs256_signing_key(&PUBLISHED_RSA_NUMBERS);
    let signing_key = signing_key.expect("the numbers fit each other");
    assert_eq!(
        jose::encode(signing_key.signature(input.as_bytes())),
        signature
    );
}

#[test]
fn rfc_7515_a_3_es256() {
    let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    let keys = key(&json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}));
    let token = format!(
        "eyJhbGciOiJFUzI1NiJ9.{JOE}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlS\
         ApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    verify(&token, &keys, ES256);
    let d = jose::decode_bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    let d: [u8; 32] = d.and_then(|d| d.try_into().ok()).expect("it has 32 bytes");
    let signing_key = es256::signing_key(&d).expect("it is a scalar of P-256");
    assert_eq!(signing_key.verification_key.material, keys.keys[0].material);
    // An ECDSA signature has a random part: the one made here is another one, and good as well.
    verify(
        &signing_key.sign("JWT", &json!({})),
        &keys_of(&signing_key),
        ES256,
    );
}

fn keys_of(signing_key: &jose::SigningKey) -> JwkSet {
    JwkSet {
        keys: vec![signing_key.verification_key.clone()],
    }
}

#[test]
fn rfc_7520_4_1_rs256() {
    let keys = key(&json!({
        "kty": "RSA",
        "kid": "bilbo.baggins@hobbiton.example",
        "use": "sig",
        "n": "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQ\
              Hz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFE\
              HYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tV\
              TU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
        "e": "AQAB",
    }));
    let input =
        format!("eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.{FRODO}");
    let signature = "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJ\
                     dQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iY\
                     Th_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS\
                     _de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf\
                     _fcIe8u9ipH84ogoree7vjbU5y18kDquDg";
    verifies_input(RS256, &keys, &input, signature);
}

#[test]
fn rfc_7520_4_4_hs256() {
    let keys = key(&json!({
        "kty": "oct",
        "kid": "018c0ae5-4d9b-471b-bfd6-eef314bc7037",
        "use": "sig",
        "alg": "HS256",
        "k": "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
    }));
    let input = format!(
        "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.{FRODO}"
    );
    let signature = "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
    verifies_input(HS256, &keys, &input, signature);
}

/// No specification prints a signature with PS256. This one was made by Node.js 20:
/// `crypto.sign` with the key of RFC 7515 appendix A.2 and a salt of 32 bytes.
#[test]
fn ps256_of_another_program() {
    let signature = "Ecw65hiUBEaEp6difig6D39ZinmxjuYfN3OsrS5ayKP0Fn6mPEMFim0EqC7zigIm3wJOy5xt9NH1K\
                     AlJ6bYCdwX_oZgE2Nxx6V1070W6x4FFP8ZL5-VJi0WLj3YEZ52Teezm9DNY5ggNIDHjZFAsLZ6vmz\
                     NMh4JHHDbZFt93WJv0bD3GSJARlKgNVYd_9YciRGVTnCbqT4TSHJ8rDnCIYAebXoGz-mP47F3Ax9y\
                     6NyDNhqxD_P-seYKaAAEMJ9MfBWvR8FFVEWM9YZsLIROEZIYKoCgAh9YpSCkRWYYuzKF5zfNzzPj_\
                     2tpbeLuS-kgWpePve-NSyfjQZPYtdq97GQ";
    let token = format!("eyJhbGciOiJQUzI1NiJ9.{JOE}.{signature}");
    verify(&token, &rsa_key_of_rfc_7515(), PS256);
    let signing_key = rsassa::ps256_signing_key(&PUBLISHED_RSA_NUMBERS);
    let signing_key = signing_key.expect("the numbers fit each other");
    let token = signing_key.sign("JWT", &json!({"iss": "joe"}));
    verify(&token, &keys_of(&signing_key), PS256);
    assert_eq!(token, signing_key.sign("JWT", &json!({"iss": "joe"})));
}

#[test]
fn rfc_7638_3_1_thumbprint() {
    let keys = key(&json!({
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSo\
              c_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ\
              R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFT\
              WhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }));
    let thumbprint = keys.keys[0].material.thumbprint();
    assert_eq!(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn rfc_7636_b_code_challenge() {
    let challenge = ChallengeMethod::S256.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/// Section 5 sends the proof that section 4.1 prints.
#[test]
fn rfc_9449_4_1_and_5_proof_for_the_token_endpoint() {
    let decoded = verifies_under_its_own_key(
        "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGU\
         uY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLb\
         dLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg",
    );
    assert_eq!(
        decoded.claims,
        json!({
            "jti": "-BwC3ESc6acc2lTc",
            "htm": "POST",
            "htu": "https://server.example.com/token",
            "iat": 1_562_262_616,
        })
    );
}

#[test]
fn rfc_9449_7_1_proof_for_a_resource() {
    let decoded = verifies_under_its_own_key(
        "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGx\
         lLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0\
         JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-y\
         qyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA",
    );
    let hash = Sha256::digest("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
    assert_eq!(decoded.claims["ath"], jose::encode(hash));
}

/// The header of both proofs, and the thumbprint that section 6.1 prints for its key.
#[track_caller]
fn verifies_under_its_own_key(rest: &str) -> DecodedJwt {
    let proof = format!(
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjN\
         oUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VE\
         RWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.{rest}"
    );
    let header = jose::decode(&proof).expect("it is a token").header;
    let key = Jwk::parse_public(&header["jwk"]).expect("it is a public key");
    assert_eq!(
        key.material.thumbprint(),
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
    verify(&proof, &JwkSet { keys: vec![key] }, ES256)
}

#[test]
fn a_public_key_has_no_private_member() {
    let private = json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    });
    assert_eq!(Jwk::parse_public(&private), Err(JwkError::Private));
    let secret = json!({"kty": "oct", "k": "AAAA"});
    assert_eq!(Jwk::parse_public(&secret), Err(JwkError::Private));
    let unknown = [
        json!({"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}),
        json!({"kty": "RSA", "n": "AA"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}),
        json!({}),
        json!("a text"),
    ];
    for json in unknown {
        assert_eq!(
            Jwk::parse_public(&json),
            Err(JwkError::Unsupported),
            "{json}"
        );
    }
    // Where the key is asked for leniently, only its public half is taken.
    let read = Jwk::parse(&private).expect("it is a key");
    assert!(!json!(read).to_string().contains("jpsQ"));
}

#[test]
fn a_key_that_is_too_weak_or_no_key_verifies_nothing() {
    let signature = [0; 256];
    let materials = [
        KeyMaterial::Rsa {
            n: "oQ".to_owned(),
            e: "AQAB".to_owned(),
        },
        KeyMaterial::Rsa {
            n: "/".to_owned(),
            e: String::new(),
        },
        KeyMaterial::EllipticCurve {
            x: "AA".to_owned(),
            y: "AA".to_owned(),
        },
        KeyMaterial::EllipticCurve {
            x: "A".repeat(43),
            y: "A".repeat(43),
        },
        KeyMaterial::Octets { k: String::new() },
    ];
    for material in materials {
        for algorithm in ALL {
            for length in [0, 32, 64, 256] {
                let verdict = (algorithm.verify)(&material, b"", &signature[..length]);
                assert!(!verdict, "{material:?} {}", algorithm.name);
            }
        }
    }
    // The signature that the empty secret makes.
    let empty = hs256::signing_key(b"").expect("any secret is a key");
    let token = empty.sign("JWT", &json!({}));
    let verdict = jose::verify(&token, &keys_of(&empty), &[HS256]);
    assert_eq!(verdict, Err(JwsError::Signature));
}

#[test]
fn a_public_key_is_no_shared_secret() {
    // The text of a public key, used as a secret: RFC 8725 section 2.1.
    let keys = rsa_key_of_rfc_7515();
    let forger = hs256::signing_key(PUBLISHED_RSA_NUMBERS.n.as_bytes());
    let token = forger.expect("any secret is a key").sign("JWT", &json!({}));
    assert_eq!(jose::verify(&token, &keys, ALL), Err(JwsError::Signature));
    assert_eq!(
        jose::verify(&token, &keys, &[RS256]),
        Err(JwsError::Algorithm)
    );
}
