// The editor asks the endpoint of this very server, and nobody else.
"use strict";
const endpoint = new URL("/sparql", location.href).href;
const first = `PREFIX osg: <https://w3id.org/osgraph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?who ?what WHERE {
  ?a osg:develops ?b . ?a rdfs:label ?who . ?b rdfs:label ?what .
} ORDER BY ?who ?what LIMIT 50`;
Yasgui.Yasqe.defaults.value = first;
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
const given = new URLSearchParams(location.hash.slice(1)).get("query");
const editor = new Yasgui(document.getElementById("yasgui"), {
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  copyEndpointOnNewTab: true,
  persistenceId: "osgraph",
  yasqe: { value: given || first },
});
if (given) editor.addTab(true, { yasqe: { value: given } });
