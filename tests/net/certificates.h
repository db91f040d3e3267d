#pragma once
// Certificates made on the spot: a root, what it signs, and what it does not.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "tests/support/temp_dir.h"

namespace twinleg::net::test {

// Files in a directory of their own, gone with this.
class Certificates {
public:
    struct Pair {
        std::string certificate_file, key_file;
    };

    Certificates() : root_{make("test root", "", nullptr, false)} { write(root_, "root"); }

    std::string root_file() const { return (directory_ / "root.pem").string(); }

    // Signed by the root. `names` as OpenSSL writes them: "DNS:venue.test,IP:127.0.0.1".
    Pair issue(const std::string& names, bool expired = false) {
        return write(make("leaf", names, &root_, expired), "leaf" + std::to_string(++count_));
    }
    Pair self_signed(const std::string& names) {
        return write(make("alone", names, nullptr, false), "alone" + std::to_string(++count_));
    }

private:
    struct Free {
        void operator()(X509* certificate) const { X509_free(certificate); }
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    };
    struct Made {
        std::unique_ptr<X509, Free> certificate;
        std::unique_ptr<EVP_PKEY, Free> key;
    };

    static void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
        X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
        ASSERT_NE(made, nullptr) << value;
        X509_add_ext(certificate, made, -1);
        X509_EXTENSION_free(made);
    }

    Made make(const std::string& name, const std::string& names, const Made* issuer, bool expired) {
        Made made{std::unique_ptr<X509, Free>{X509_new()},
                  std::unique_ptr<EVP_PKEY, Free>{EVP_EC_gen("P-256")}};
        auto* const certificate = made.certificate.get();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1 + count_);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
        X509_gmtime_adj(X509_getm_notAfter(certificate), expired ? -3600 : 3600);
        X509_set_pubkey(certificate, made.key.get());
        auto* const subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        auto* const signer = issuer != nullptr ? issuer->certificate.get() : certificate;
        X509_set_issuer_name(certificate, X509_get_subject_name(signer));
        extend(certificate, signer, NID_basic_constraints,
               names.empty() ? "critical,CA:TRUE" : "CA:FALSE");
        if (!names.empty()) extend(certificate, signer, NID_subject_alt_name, names);
        EVP_PKEY* const key = issuer != nullptr ? issuer->key.get() : made.key.get();
        EXPECT_NE(X509_sign(certificate, key, EVP_sha256()), 0);
        return made;
    }

    Pair write(const Made& made, const std::string& name) {
        const Pair pair{(directory_ / (name + ".pem")).string(),
                        (directory_ / (name + ".key")).string()};
        FILE* file = std::fopen(pair.certificate_file.c_str(), "w");
        PEM_write_X509(file, made.certificate.get());
        std::fclose(file);
        file = std::fopen(pair.key_file.c_str(), "w");
        PEM_write_PrivateKey(file, made.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        return pair;
    }

    support::TempDir directory_;
    int count_{0};
    Made root_;
};

}  // namespace twinleg::net::test
