package kms

import (
	"crypto/rand"
	"maps"
	"net/http"
	"slices"

	"clearway/lab/world"
	"clearway/need"
)

// cryptoRequest is the request of the operations that encrypt or decrypt.
type cryptoRequest struct {
	KeyId               string
	Plaintext           []byte
	CiphertextBlob      []byte
	EncryptionContext   map[string]string
	EncryptionAlgorithm string
	KeySpec             string
	NumberOfBytes       *int
	DryRun              bool
	DryRunModifiers     []string
}

// longestPlaintext is what Encrypt takes.
//
// AWS: KMS API Reference, API_Encrypt
const longestPlaintext = 4096

// cryptoKeys are the condition keys of an encryption context.
//
// AWS: KMS Developer Guide, conditions-kms (kms:EncryptionContext)
func cryptoKeys(context map[string]string) map[string][]string {
	keys := map[string][]string{"kms:EncryptionAlgorithm": {world.KeySpec}}
	for name, value := range context {
		keys["kms:EncryptionContext:"+name] = []string{value}
	}
	if len(context) > 0 {
		keys["kms:EncryptionContextKeys"] = slices.Sorted(maps.Keys(context))
	}
	return keys
}

func (a *asked) readCrypto() (in cryptoRequest, err error) {
	if err = a.Read(&in); err == nil && in.EncryptionAlgorithm != "" && in.EncryptionAlgorithm != world.KeySpec {
		err = world.Faultf(http.StatusBadRequest, "InvalidKeyUsageException", "Algorithm %s and key spec %s are incompatible.", in.EncryptionAlgorithm, world.KeySpec)
	}
	return in, err
}

// usable is use for a key that is to encrypt or decrypt.
func (a *asked) usable(in cryptoRequest) (world.Key, error) {
	k, err := a.use(in.KeyId, cryptoKeys(in.EncryptionContext))
	if err == nil {
		err = k.Usable()
	}
	if err == nil && in.DryRun {
		err = errDryRun()
	}
	return k, err
}

// encrypt seals up to 4,096 bytes.
//
// AWS: KMS API Reference, API_Encrypt
func (a *asked) encrypt() (any, error) {
	in, err := a.readCrypto()
	if err != nil {
		return nil, err
	}
	if n := len(in.Plaintext); n < 1 || n > longestPlaintext {
		return nil, invalid("1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length between 1 and %d", longestPlaintext)
	}
	k, err := a.usable(in)
	if err != nil {
		return nil, err
	}
	blob, err := seal(k, in.Plaintext, in.EncryptionContext)
	return struct {
		CiphertextBlob             []byte
		KeyId, EncryptionAlgorithm string
	}{blob, k.ARN, world.KeySpec}, err
}

// decrypt opens a ciphertext, which tells its key itself. A key that the
// request names has to be that one. A dry run may leave the ciphertext out.
//
// AWS: KMS API Reference, API_Decrypt
func (a *asked) decrypt() (any, error) {
	in, err := a.readCrypto()
	if err != nil {
		return nil, err
	}
	if in.DryRun && slices.Contains(in.DryRunModifiers, "IGNORE_CIPHERTEXT") {
		_, err := a.usable(in) // whether the caller may, whatever it is that is to be opened
		return nil, err
	}
	k, err := a.opener("kms:Decrypt", in.CiphertextBlob, in.KeyId, in.EncryptionContext)
	if err == nil && in.DryRun {
		err = errDryRun()
	}
	if err != nil {
		return nil, err
	}
	plain, err := open(k, in.CiphertextBlob, in.EncryptionContext)
	return struct {
		Plaintext                  []byte
		KeyId, EncryptionAlgorithm string
	}{plain, k.ARN, world.KeySpec}, err
}

// opener finds the key of a ciphertext and decides whether the caller may open
// with it.
func (a *asked) opener(action string, blob []byte, named string, context map[string]string) (world.Key, error) {
	keyARN, err := keyOf(blob)
	if err != nil {
		return world.Key{}, err
	}
	if k, ok := a.World.KMSKey(keyARN); !ok || k.Region != a.Region {
		return world.Key{}, errCiphertext()
	}
	if named != "" {
		wanted, err := a.find(named)
		if err != nil {
			return world.Key{}, err
		}
		if wanted != keyARN {
			return world.Key{}, world.Faultf(http.StatusBadRequest, "IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.")
		}
	}
	if err := a.decide(action, keyARN, keyARN, cryptoKeys(context), named != ""); err != nil {
		return world.Key{}, err
	}
	k, _ := a.World.KMSKey(keyARN)
	return k, k.Usable()
}

// reEncrypt opens with one key and seals with another. Each side is decided
// with its own encryption context.
//
// AWS: KMS API Reference, API_ReEncrypt
func (a *asked) reEncrypt() (any, error) {
	var in struct {
		CiphertextBlob                                        []byte
		SourceKeyId, DestinationKeyId                         string
		SourceEncryptionContext, DestinationEncryptionContext map[string]string
		DryRun                                                bool
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	keyARN, err := a.find(in.DestinationKeyId)
	if err != nil {
		return nil, err
	}
	from, err := a.opener(need.Of(a.name, need.Details{SourceKMSKey: "*"})[0].Action, in.CiphertextBlob, in.SourceKeyId, in.SourceEncryptionContext)
	if err != nil {
		return nil, err
	}
	to, err := a.permit(need.Details{KMSKey: keyARN}, keyARN, cryptoKeys(in.DestinationEncryptionContext))
	if err == nil {
		err = to.Usable()
	}
	if err == nil && in.DryRun {
		err = errDryRun()
	}
	if err != nil {
		return nil, err
	}
	plain, err := open(from, in.CiphertextBlob, in.SourceEncryptionContext)
	if err != nil {
		return nil, err
	}
	blob, err := seal(to, plain, in.DestinationEncryptionContext)
	return struct {
		CiphertextBlob                 []byte
		SourceKeyId, KeyId             string
		SourceEncryptionAlgorithm      string
		DestinationEncryptionAlgorithm string
	}{blob, from.ARN, to.ARN, world.KeySpec, world.KeySpec}, err
}

// dataKey is a key for data: in the clear, and sealed with the KMS key.
type dataKey struct {
	CiphertextBlob []byte
	Plaintext      []byte `json:",omitempty"`
	KeyId          string
}

// generateDataKey makes one of 16, 32 or as many bytes as wanted.
//
// AWS: KMS API Reference, API_GenerateDataKey
func (a *asked) generateDataKey() (any, error) {
	return a.newDataKey()
}

// generateWithoutPlaintext keeps the clear one to itself.
//
// AWS: KMS API Reference, API_GenerateDataKeyWithoutPlaintext
func (a *asked) generateWithoutPlaintext() (any, error) {
	made, err := a.newDataKey()
	made.Plaintext = nil
	return made, err
}

func (a *asked) newDataKey() (dataKey, error) {
	in, err := a.readCrypto()
	if err != nil {
		return dataKey{}, err
	}
	size, ok := map[string]int{"AES_128": 16, "AES_256": 32}[in.KeySpec]
	switch {
	case (in.KeySpec == "") == (in.NumberOfBytes == nil):
		return dataKey{}, invalid("Please specify either number of bytes or key spec.")
	case in.NumberOfBytes != nil:
		if size = *in.NumberOfBytes; size < 1 || size > 1024 {
			return dataKey{}, invalid("1 validation error detected: Value '%d' at 'numberOfBytes' failed to satisfy constraint: Member must have value between 1 and 1024", size)
		}
	case !ok:
		return dataKey{}, invalid("1 validation error detected: Value '%s' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]", in.KeySpec)
	}
	k, err := a.usable(in)
	if err != nil {
		return dataKey{}, err
	}
	plain := make([]byte, size)
	if _, err := rand.Read(plain); err != nil {
		return dataKey{}, err
	}
	blob, err := seal(k, plain, in.EncryptionContext)
	return dataKey{blob, plain, k.ARN}, err
}
