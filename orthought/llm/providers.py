"""What must be known of a provider before its package is loaded."""

from __future__ import annotations

import importlib.util
import json
import os
from typing import Any
from urllib.parse import urlsplit

from orthought.base import Model
from orthought.errors import EndpointUnavailableError, MissingExtraError
from orthought.llm.keys import remember_secret
from orthought.reach import is_this_machine


class Provider(Model):
    """One provider."""

    module: str
    """The package that talks to it."""
    install: str
    """What pip installs."""
    key_variable: str = ""
    """Empty: it needs no key, or finds its credentials itself."""
    takes_seed: bool = False
    takes_schema: bool = False
    """It understands OpenAI's `response_format`."""
    own_client: bool = False
    """It accepts an HTTP client of ours, which we can close."""


def _openai_like(module: str, variable: str) -> Provider:
    return Provider(
        module=module,
        install=module.replace("_", "-"),
        key_variable=variable,
        takes_seed=True,
        takes_schema=True,
        own_client=module == "langchain_openai",
    )


def _other(module: str, variable: str = "", install: str = "") -> Provider:
    return Provider(
        module=module, install=install or module.replace("_", "-"), key_variable=variable
    )


PROVIDERS: dict[str, Provider] = {
    "openai": _openai_like("langchain_openai", "OPENAI_API_KEY"),
    "azure_openai": _openai_like("langchain_openai", "AZURE_OPENAI_API_KEY"),
    "deepseek": _openai_like("langchain_deepseek", "DEEPSEEK_API_KEY"),
    "xai": _openai_like("langchain_xai", "XAI_API_KEY"),
    "groq": _other("langchain_groq", "GROQ_API_KEY"),
    "together": _openai_like("langchain_together", "TOGETHER_API_KEY"),
    "fireworks": _other("langchain_fireworks", "FIREWORKS_API_KEY"),
    "openrouter": _other("langchain_openrouter", "OPENROUTER_API_KEY"),
    "anthropic": _other("langchain_anthropic", "ANTHROPIC_API_KEY", "'orthought[anthropic]'"),
    "ollama": _other("langchain_ollama", "", "'orthought[ollama]'"),
    "google_genai": _other("langchain_google_genai", "GOOGLE_API_KEY"),
    "google_vertexai": _other("langchain_google_vertexai"),
    "bedrock": _other("langchain_aws"),
    "bedrock_converse": _other("langchain_aws"),
    "mistralai": _other("langchain_mistralai", "MISTRAL_API_KEY"),
    "cohere": _other("langchain_cohere", "COHERE_API_KEY"),
    "perplexity": _other("langchain_perplexity", "PPLX_API_KEY"),
    "nvidia": _other("langchain_nvidia_ai_endpoints", "NVIDIA_API_KEY"),
    "upstage": _openai_like("langchain_upstage", "UPSTAGE_API_KEY"),
}


def require_package(name: str, provider: Provider) -> None:
    """Check that the provider's package is installed, without importing it.

    Raises:
        MissingExtraError: it is not.
    """
    if importlib.util.find_spec(provider.module) is None:
        raise MissingExtraError(
            f"the provider {name!r} needs a package that is not installed",
            fix=f"pip install {provider.install}",
        )


KEYRING_SERVICE = "orthought"


def find_key(name: str, provider: Provider, given: str | None, base_url: str | None) -> str:
    """Return the key: the one given, the environment's, or the keyring's; '' where none is needed.

    Raises:
        EndpointUnavailableError: there is none; both places for it are named.
    """
    variable = provider.key_variable
    key = given or os.environ.get(variable, "") or stored_key(variable)
    if key or not variable:
        return key
    if base_url is not None and provider.own_client:
        return "none"  # a server of one's own asks for no key, but the client insists on one
    raise EndpointUnavailableError(
        f"there is no key for {name}",
        fix=f"set the environment variable {variable}, or store the key with "
        f"`keyring set {KEYRING_SERVICE} {variable}` (pip install 'orthought[keyring]'), "
        "or use --llm local",
    )


def stored_key(variable: str) -> str:
    """Return what the keyring holds under a variable's name; '' where it has or answers nothing."""
    if not variable or importlib.util.find_spec("keyring") is None:
        return ""
    try:
        import keyring

        key = keyring.get_password(KEYRING_SERVICE, variable) or ""
    except Exception:  # locked, absent or broken: backends throw anything, all of it means no key
        return ""
    remember_secret(key)
    return key


def destination_of(name: str, base_url: str | None) -> str:
    """Return where a provider's requests go: host and port, '' for this machine."""
    address = base_url or _usual_address(name)
    if address is None:
        return f"{name.partition(':')[0]}, at the provider's own address"
    return "" if is_loopback(address) else urlsplit(address).netloc.rpartition("@")[2]


def _usual_address(name: str) -> str | None:
    if not name.startswith("ollama:"):
        return None
    host = os.environ.get("OLLAMA_HOST") or "127.0.0.1:11434"
    return host if "//" in host else f"http://{host}"


def require_reachable(name: str, base_url: str | None, *, offline: bool) -> None:
    """Refuse what lies outside this machine when `offline` is set.

    Raises:
        EndpointUnavailableError: it does.
    """
    address = base_url or _usual_address(name)
    if offline and not (address and is_loopback(address)):
        raise EndpointUnavailableError(
            f"{name} is not on this machine and offline is set",
            fix="use --llm local, or allow the network",
        )


def is_loopback(address: str) -> bool:
    """Tell whether a URL points to this machine."""
    host = urlsplit(address).hostname
    return bool(host) and is_this_machine(host)


def schema_format(schema: str) -> dict[str, Any]:
    """Return OpenAI's `response_format`; strict where the schema allows it."""
    content = json.loads(schema)
    named = {"name": "reply", "schema": content, "strict": is_strict(content)}
    return {"type": "json_schema", "json_schema": named}


def is_strict(schema: Any) -> bool:
    """Tell whether every object of a schema is closed and requires all of its properties."""
    if isinstance(schema, list):
        return all(is_strict(item) for item in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object":
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(schema.get("properties", {})):
            return False
    return all(is_strict(item) for item in schema.values())
