import { oauthFlow } from 'oauth-flow-simulator/markdown-it';

export default {
  title: 'Acme',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { config: (markdown) => markdown.use(oauthFlow) },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'oauth-flow' } } },
  // For the development server.
  vite: { optimizeDeps: { exclude: ['oauth-flow-simulator'] } },
  themeConfig: {
    nav: [{ text: 'Sign-in', link: '/' }, { text: 'Devices', link: '/devices' }, { text: 'Words', link: '/words' }],
    search: { provider: 'local' },
  },
};
