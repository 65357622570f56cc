/** jest's global tear-down, which must be the default export of a separate file. */
export { stopSharedAzurite as default } from './start-shared-azurite.ts';
