import { render } from 'preact';
import { Layout } from './layout/layout.tsx';
import { showTheme } from './layout/theme.ts';

showTheme();
const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<Layout />, root);
}
