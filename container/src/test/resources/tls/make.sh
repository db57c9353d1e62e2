#!/bin/sh
# Makes the keys and certificates of the tests, in this folder, good for a hundred years. They guard nothing.
set -e
cd "$(dirname "$0")"
days=36500
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days $days -subj "/CN=Test authority" \
    -addext basicConstraints=critical,CA:true 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout stranger.key -out stranger-ca.pem -days $days \
    -subj "/CN=Another authority" 2>/dev/null

# issue NAME SUBJECT EXTENSION: a certificate of the authority for NAME.key
issue() {
    printf '%s\n' "$3" > extension
    openssl req -new -key "$1.key" -subj "$2" | openssl x509 -req -CA "${4:-ca.pem}" -CAkey "${5:-ca.key}" \
        -days $days -extfile extension -out "$1.pem" 2>/dev/null
    rm extension
}

openssl genrsa -out rsa.key 2048 2>/dev/null
issue rsa "/CN=rsa" "subjectAltName=DNS:localhost,DNS:a.example.com"
openssl ecparam -name prime256v1 -genkey -noout -out ec.key
issue ec "/CN=ec" "subjectAltName=DNS:localhost,DNS:a.example.com"
openssl genrsa -out star.key 2048 2>/dev/null
issue star "/CN=star" "subjectAltName=DNS:*.example.org"
openssl genpkey -algorithm ed25519 -out ed25519.key
issue ed25519 "/CN=edwards.example.net" "basicConstraints=CA:false"
openssl genrsa -out client.key 2048 2>/dev/null
issue client "/CN=ann/O=Acme" "extendedKeyUsage=clientAuth"
openssl genrsa -out stranger-client.key 2048 2>/dev/null
issue stranger-client "/CN=mallory" "extendedKeyUsage=clientAuth" stranger-ca.pem stranger.key
openssl req -x509 -newkey rsa:2048 -nodes -keyout renewed.key -out renewed.pem -days $days -subj "/CN=renewed" \
    -addext subjectAltName=DNS:localhost 2>/dev/null

# The same keys in other dress
printf 'secret\nnot the password\n' > password
openssl pkcs8 -topk8 -nocrypt -in rsa.key -out rsa.pkcs8.key
openssl rsa -in rsa.key -traditional -out rsa.pkcs1.key 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in ec.key -out ec.pkcs8.key
openssl ecparam -name secp384r1 -genkey -out ec384.key
issue ec384 "/CN=ec384" "basicConstraints=CA:false"
openssl pkcs8 -topk8 -in rsa.key -passout file:password -out rsa.encrypted.key
openssl pkcs8 -topk8 -v2 des3 -in rsa.key -passout file:password -out rsa.des3.key
openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in rsa.key -passout file:password -out rsa.pbe.key
openssl pkcs8 -topk8 -scrypt -in rsa.key -passout file:password -out rsa.scrypt.key
openssl rsa -in rsa.key -traditional -aes256 -passout file:password -out rsa.traditional.key 2>/dev/null
cat rsa.pem ca.pem > rsa.chain.pem
cat rsa.key rsa.chain.pem > rsa.all.pem
openssl pkcs12 -export -in rsa.chain.pem -inkey rsa.key -name server -passout pass:secret -out server.p12
openssl pkcs12 -export -in client.pem -inkey client.key -name client -passout pass:secret -out client.p12
openssl pkcs12 -export -in stranger-client.pem -inkey stranger-client.key -name client -passout pass:secret -out stranger.p12
rm -f server.jks trust.p12 trust.jks
keytool -importkeystore -srckeystore server.p12 -srcstorepass secret -destkeystore server.jks -deststoretype JKS \
    -deststorepass secret1 -srcalias server -destkeypass secret1 2>/dev/null
keytool -importcert -noprompt -alias ca -file ca.pem -keystore trust.p12 -storetype PKCS12 -storepass secret 2>/dev/null
keytool -importcert -noprompt -alias ca -file ca.pem -keystore trust.jks -storetype JKS -storepass secret1 2>/dev/null
