//! The words of OAuth, stateless: what the specifications define and every actor shares.

pub mod alias;
pub mod edit;
pub mod error;
pub mod form;
pub mod jose;
pub mod message;
pub mod message_kind;
pub mod metadata;
pub mod parameter;
pub mod pkce;
pub mod redirect_uri;
pub mod scope;
pub mod user_code;
pub mod value_kind;
