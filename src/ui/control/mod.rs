//! Controls and pieces of text that stand in many places.

pub mod chip;
pub mod colours;
pub mod copy_button;
pub mod disclosure;
pub mod icon;
pub mod prose;
pub mod section_link;
pub mod segmented_control;
pub mod select;
pub mod tabs;
pub mod theme;
