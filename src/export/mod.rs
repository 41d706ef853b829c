//! A run or a part of it in formats that other programs read, one file per format.

pub mod curl;
pub mod html;
pub mod javascript;
