//! Between views and nodes that are made by hand, as long as the page has both.

use leptos::prelude::{AddAnyAttr, AnyView, GetValue, IntoAny, IntoView, RenderHtml, document};
use leptos::reactive::owner::{LocalStorage, StoredValue};
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Mountable, Position, PositionState, Render};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::ui::dom::markup::Markup;

/// `view` as a node for a parent that is made by hand. It lives as long as the current owner.
pub fn as_markup(view: impl IntoView + 'static) -> Markup {
    let mut state = view.into_any().build();
    let place = document().create_document_fragment();
    state.mount(place.unchecked_ref(), None);
    StoredValue::new_local(state);
    let only = place.child_nodes().length() == 1;
    let root = place.first_child().filter(|_| only);
    Markup::of(root.unwrap_or_else(|| place.into()))
}

/// A node that is made by hand as part of a view.
pub fn as_view(markup: Markup) -> AnyView {
    Made(StoredValue::new_local(markup.node().clone())).into_any()
}

/// Nodes that are made by hand as part of a view.
pub fn as_views(markup: impl IntoIterator<Item = Markup>) -> Vec<AnyView> {
    markup.into_iter().map(as_view).collect()
}

struct Made(StoredValue<Node, LocalStorage>);

struct MadeState(Node);

impl Render for Made {
    type State = MadeState;

    fn build(self) -> MadeState {
        MadeState(self.0.get_value())
    }

    fn rebuild(self, state: &mut MadeState) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl Mountable for MadeState {
    fn unmount(&mut self) {
        if let Some(parent) = self.0.parent_node() {
            let _ = parent.remove_child(&self.0);
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let _ = parent.insert_before(&self.0, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.0.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.0));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        self.0.dyn_ref().cloned().into_iter().collect()
    }
}

impl AddAnyAttr for Made {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attribute: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Made {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _buffer: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attributes: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> MadeState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
