import { endpoint } from './setting-formats.ts';
import { note } from './setting-note.ts';

/** How callers reach the app. */
export const apiSettings = {
  KATAPROOF_PUBLIC_API_URL: () =>
    endpoint('the API as its callers reach it, such as https://gateway.example/kataproof/api')
      .optional()
      .meta(
        note({
          group: 'The HTTP API',
          setBy: 'appSettings',
          description:
            'where callers reach the API [through a gateway](api.md#behind-a-gateway): the links of answers and alerts begin so',
          unset: 'the address of each request, as the app hears it',
          example: 'https://gateway.example/kataproof/api',
        }),
      ),
};
