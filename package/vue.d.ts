// For tsconfig.json: "types": ["oauth-flow-simulator/vue"].
import type { DefineComponent, HTMLAttributes } from 'vue';
import type { OAuthFlowEventMap, OAuthFlowOptions } from './oauth-flow.js';

/** `@oauth-flow:step` in a template, `onOauth-flow:step` in JSX. */
type Listeners = {
  [Type in keyof OAuthFlowEventMap as `on${Capitalize<Type>}`]?: (event: OAuthFlowEventMap[Type]) => void;
};

type Properties = HTMLAttributes & OAuthFlowOptions & Listeners;

declare module 'vue' {
  interface GlobalComponents {
    'oauth-flow': DefineComponent<Properties>;
  }
  namespace JSX {
    interface IntrinsicElements {
      'oauth-flow': Properties;
    }
  }
}
declare module 'vue/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      'oauth-flow': Properties;
    }
  }
}
