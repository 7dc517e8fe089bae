#!/bin/sh
# Makes a certificate authority and, in a folder for each service, its certificate and key: once, below
# /certificates. For trying out alone: a real deployment issues them with cert-manager, SPIRE or the like.
set -eu
umask 077
cd "${1:-/certificates}"
[ -f ca.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
  -subj "/CN=Latchkey compose authority" -keyout ca.key -out ca.pem \
  -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
for service in directory device-flow-manager token-issuer demo-api authorization-frontend resource-gateway; do
  mkdir -p "$service"
  [ -f "$service/cert.pem" ] && continue
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$service" \
    -keyout "$service/key.pem" -out request.csr
  printf '%s\n' "subjectAltName=DNS:$service,URI:spiffe://latchkey/$service" \
    "extendedKeyUsage=serverAuth,clientAuth" "keyUsage=critical,digitalSignature" > request.ext
  openssl x509 -req -in request.csr -CA ca.pem -CAkey ca.key -days 90 -extfile request.ext -out "$service/cert.pem"
  cp ca.pem "$service/ca.pem"
  rm request.csr request.ext
  # The images run as the user "node" (1000). The authority's key stays with root.
  [ "$(id -u)" != 0 ] || chown -R 1000:1000 "$service"
done
