package kms

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"clearway/lab/world"
)

// A ciphertext is a byte of version, the length and text of the key's ARN, a
// nonce, and what AES-GCM makes of the plaintext with the key's material. The
// encryption context is authenticated, not stored.
//
// AWS: KMS Developer Guide, concepts#encrypt_context (AAD). The form is Ours:
// KMS's own is not documented.
const blobVersion = 1

// seal encrypts with a key.
func seal(k world.Key, plain []byte, context map[string]string) ([]byte, error) {
	gcm, err := gcmOf(k)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("make a nonce: %w", err)
	}
	out := []byte{blobVersion}
	out = binary.BigEndian.AppendUint16(out, uint16(len(k.ARN)))
	out = append(append(out, k.ARN...), nonce...)
	return gcm.Seal(out, nonce, plain, authenticated(k, context)), nil
}

// open decrypts with the key that a ciphertext names. One that was changed, or
// another context, gives InvalidCiphertextException.
func open(k world.Key, blob []byte, context map[string]string) ([]byte, error) {
	gcm, err := gcmOf(k)
	if err != nil {
		return nil, err
	}
	rest := blob[3+len(k.ARN):]
	if len(rest) < gcm.NonceSize() {
		return nil, errCiphertext()
	}
	plain, err := gcm.Open(nil, rest[:gcm.NonceSize()], rest[gcm.NonceSize():], authenticated(k, context))
	if err != nil {
		return nil, errCiphertext()
	}
	return plain, nil
}

// keyOf gives the ARN of the key that a ciphertext names.
func keyOf(blob []byte) (string, error) {
	if len(blob) < 3 || blob[0] != blobVersion {
		return "", errCiphertext()
	}
	n := int(binary.BigEndian.Uint16(blob[1:3]))
	if len(blob) < 3+n {
		return "", errCiphertext()
	}
	return string(blob[3 : 3+n]), nil
}

// errCiphertext comes without a message.
//
// AWS: KMS API Reference, API_Decrypt (errors)
func errCiphertext() error {
	return world.Faultf(http.StatusBadRequest, "InvalidCiphertextException", "")
}

func gcmOf(k world.Key) (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.Material)
	if err != nil {
		return nil, fmt.Errorf("use the material of key %s: %w", k.ID, err)
	}
	return cipher.NewGCM(block)
}

// authenticated is the key with the encryption context in one order.
func authenticated(k world.Key, context map[string]string) []byte {
	var b strings.Builder
	b.WriteString(k.ARN)
	for _, name := range slices.Sorted(maps.Keys(context)) {
		fmt.Fprintf(&b, "\x00%q=%q", name, context[name])
	}
	return []byte(b.String())
}
