import { clusterOfDelivery } from '../../shared/alerts/delivery.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { parseAlertFilter } from '../../shared/api/list-filters.ts';
import { listAlerts, replayAlert } from '../../shared/api/operations/alerts.ts';
import { renderAlert } from '../../shared/api/render-alert.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { isAllowed } from '../../shared/clusters/allowed-scopes.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

serve(listAlerts, async ({ query, url }) => {
  const { maxpagesize: limit, continuation = null, filter, state } = query;
  const asked = { ...parseAlertFilter(filter), ...(state && { state }) };
  const page = await adapters.alertStates.listDeliveries({ limit, continuation, filter: asked });
  const allowed = page.deliveries.filter((delivery) => {
    const cluster = clusterOfDelivery(delivery);
    return cluster ? isAllowed(settings.allowedScopes, cluster) : settings.allowedScopes === null;
  });
  const value = allowed.map(renderAlert);
  return { status: 200, jsonBody: renderPage(url, query, { value, continuation: page.continuation }) };
});

serve(replayAlert, async ({ params: { id } }) => {
  const { alertStates } = adapters;
  const known = await alertStates.readDelivery(id);
  const cluster = known && clusterOfDelivery(known);
  if (cluster) refuseOutside(cluster);
  const unknown = !known || (!cluster && settings.allowedScopes !== null);
  const delivery = unknown ? null : await alertStates.replayDelivery(id, new Date().toISOString());
  if (!delivery) throw new HttpError(404, 'AlertNotFound', `There is no alert ${id.slice(0, 100)}.`);
  if (delivery.sentAt !== undefined)
    throw new HttpError(409, 'AlertSent', `The sink ${delivery.sink} took this alert at ${delivery.sentAt}.`);
  return { status: 202, jsonBody: renderAlert(delivery) };
});
